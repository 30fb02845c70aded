import asyncio, json, os, sqlite3, sys, tempfile, threading

print("descriptors", os.listdir("/proc/self/fd"))
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
print("json", json.dumps({"a": 1}))
with tempfile.TemporaryDirectory() as folder:
    base = sqlite3.connect(os.path.join(folder, "x.db"))
    base.execute("create table t (n)")
    base.execute("insert into t values (1)")
    base.commit()
    print("sqlite", base.execute("select n from t").fetchone())


async def wait():
    await asyncio.sleep(0.01)
    await asyncio.to_thread(lambda: None)
    print("asyncio done")


asyncio.run(wait())
print("arguments", sys.argv)
print("environment", sorted(set(os.environ) - {"LC_CTYPE"}))
