"""assay: judge code, and run it in a jail that grants what the judgement predicted.

    import assay

    gate = assay.Gate()
    verdict = gate.assess("import os\\nos.system(command)\\n", "python")
    verdict["assessment"]["level"]           # "MEDIUM"
    result = gate.execute("print(40 + 2)", "python")
    result["output"]                         # "42\\n"

Every method gives back the JSON document that `assay api` gives, as a dictionary. A document that
is an error is raised as assay.Error. The work is done by libassay.so, or by the user's `assay serve`
if that is running; see Gate.
"""

import ctypes
import ctypes.util
import json
import os
import pathlib
import threading

__all__ = ["Cancel", "Error", "Gate", "version"]

_ABI = 1


class Error(Exception):
    """The answer was an error.

    code      stable: "invalid-request", "unknown-method", "cannot-record", "busy", ...
    field     the field of the request that is wrong, or None
    document  the whole answer
    """

    def __init__(self, document):
        error = document["error"]
        self.code = error["code"]
        self.field = error.get("field")
        self.document = document
        where = f" ({self.field})" if self.field else ""
        super().__init__(f"{self.code}{where}: {error['message']}")


def _load():
    """The library named by $ASSAY_LIBRARY, the one beside this package, or the system's."""
    named = os.environ.get("ASSAY_LIBRARY")
    beside = pathlib.Path(__file__).with_name("libassay.so")
    path = named or (str(beside) if beside.exists() else "libassay.so.1")
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"cannot load {path}: {error}; set ASSAY_LIBRARY to libassay.so") from error
    library.assay_abi.restype = ctypes.c_uint
    if library.assay_abi() != _ABI:
        raise ImportError(f"{path} has ABI {library.assay_abi()}, this package needs {_ABI}")
    library.assay_version.restype = ctypes.c_char_p
    library.assay_open.restype = ctypes.c_void_p
    library.assay_open.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]
    library.assay_close.argtypes = [ctypes.c_void_p]
    library.assay_call.restype = ctypes.c_void_p
    library.assay_call.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
    library.assay_free.argtypes = [ctypes.c_void_p]
    library.assay_cancel_new.restype = ctypes.c_void_p
    library.assay_cancel_request.argtypes = [ctypes.c_void_p]
    library.assay_cancel_free.argtypes = [ctypes.c_void_p]
    return library


_library = _load()


def version():
    """The version of the library that is loaded."""
    return _library.assay_version().decode()


def _take(pointer):
    """The document that a pointer of the library points at, which is then freed."""
    if not pointer:
        raise MemoryError
    try:
        return json.loads(ctypes.string_at(pointer))
    finally:
        _library.assay_free(pointer)


class Cancel:
    """Ends the request that it is given to, from another thread. For one request."""

    def __init__(self):
        self._pointer = _library.assay_cancel_new()
        if not self._pointer:
            raise MemoryError

    def __call__(self):
        _library.assay_cancel_request(self._pointer)

    def __del__(self):
        if getattr(self, "_pointer", None):
            _library.assay_cancel_free(self._pointer)


class Gate:
    """The safety coordinator.

    policy, rules, config, log  paths and a flag, as the options of the command line
    socket                      of a service to ask; "" for none. Without any of these the user's
                                service is asked if it is running
    client                      what the log calls this program

    Calls from several threads take turns; give each thread a Gate of its own. A context manager.
    """

    def __init__(self, *, policy=None, rules=None, config=True, log=None, socket=None,
                 client="python"):
        configuration = {"client": client}
        for name, value in (("policy", policy), ("log", log), ("socket", socket)):
            if value is not None:
                configuration[name] = os.fspath(value)
        if rules:
            configuration["rules"] = [os.fspath(path) for path in rules]
        if not config:
            configuration["config"] = False
        error = ctypes.c_void_p()
        self._lock = threading.Lock()
        self._calls = 0
        self._gate = _library.assay_open(json.dumps(configuration).encode(), ctypes.byref(error))
        if not self._gate:
            raise Error(_take(error.value))

    def call(self, method, request, *, cancel=None):
        """Any method of the API, with its request as a dictionary."""
        text = json.dumps(request).encode()
        with self._lock:
            if not self._gate:
                raise ValueError("the gate is closed")
            self._calls += 1
        try:
            answer = _take(_library.assay_call(self._gate, method.encode(), text, len(text),
                                               cancel._pointer if cancel else None))
        finally:
            with self._lock:
                self._calls -= 1
        if "error" in answer and answer.get("schema") == "assay.error/1":
            raise Error(answer)
        return answer

    def assess(self, code, language, *, name=None):
        """Judges a program; runs nothing."""
        return self.call("assessCodeOnly", _program(code, language, name))

    def execute(self, code, language, *, name=None, arguments=(), input="", confirmed=False,
                reason=None, approval=None, deadline=None, cancel=None):
        """Judges a program and runs it if that is approved.

        confirmed  a person has said yes
        reason     why a verdict is set aside: an override by the user of this process
        approval   the request for which a person gave one, see `assay help approve`
        deadline   seconds for the whole request
        """
        request = _program(code, language, name)
        if arguments:
            request["arguments"] = list(arguments)
        if input:
            request["input"] = input
        if confirmed:
            request["confirmed"] = True
        if reason is not None:
            request["override"] = {"reason": reason}
        if approval is not None:
            request["approval"] = approval
        if deadline is not None:
            request["deadlineMs"] = max(1, round(deadline * 1000))
        return self.call("assessAndExecute", request, cancel=cancel)

    def history(self, **conditions):
        """Records of the log: limit, type, level, verdict, since."""
        return self.call("getExecutionHistory", conditions)["records"]

    def status(self):
        """What is in force."""
        return self.call("getSecurityStatus", {})

    def configure(self, policy):
        """Applies a policy document (a dictionary) to this gate, or to the service for all."""
        return self.call("configurePolicies", {"policy": policy})

    def report(self):
        """Counts over the log, and whether it verifies."""
        return self.call("getAuditReport", {})

    def close(self):
        """Closes the gate. An error while a call is running."""
        with self._lock:
            if self._calls:
                raise RuntimeError("a call is running")
            gate, self._gate = self._gate, None
        if gate:
            _library.assay_close(gate)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if getattr(self, "_gate", None):
            self.close()


def _program(code, language, name):
    request = {"code": code, "language": language}
    if name is not None:
        request["name"] = name
    return request
