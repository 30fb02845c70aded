;;; emacs.el --- Does in Emacs what its user would, with tools/editors/emacs  -*- lexical-binding: t; -*-
;; usage: emacs --batch -L tools/editors/emacs -l emacs.el FILE

(require 'cl-lib)
(require 'assay)
(setq assay-command '("assay" "lsp" "--no-config"))
(add-hook 'python-mode-hook #'assay-ensure)

(defun wait-for (what holds)
  "Wait a minute at most until HOLDS gives non-nil."
  (let ((end (+ (float-time) 60)))
    (while (not (funcall holds))
      (when (> (float-time) end)
        (message "waited in vain for %s" what)
        (kill-emacs 1))
      (accept-process-output nil 0.02))))

(defun findings ()
  "What is underlined now: (LINE COLUMN END-COLUMN TYPE TEXT), by place."
  (flymake-start)
  (sort (mapcar (lambda (d)
                  (save-excursion
                    (goto-char (flymake-diagnostic-beg d))
                    (format "%d:%d-%d %s %s" (line-number-at-pos) (current-column)
                            (progn (goto-char (flymake-diagnostic-end d)) (current-column))
                            (flymake-diagnostic-type d)
                            (car (split-string (flymake-diagnostic-text d) "\n")))))
                (flymake-diagnostics))
        #'string<))

(defun wait-for-findings (count)
  "Wait until there are COUNT findings, and print them."
  (wait-for (format "%d findings" count) (lambda () (= (length (findings)) count)))
  (mapc (lambda (line) (message "%s" line)) (findings)))

;; Nobody types in a batch run, so nothing runs what follows a command.
(find-file (car command-line-args-left))
(run-hooks 'post-command-hook)
(wait-for "the server" #'eglot-current-server)
(wait-for-findings 1)

(goto-char (point-min))
(forward-line 1)
;; As if it came from the keyboard: after a mouse click a menu would pop up.
(setq last-nonmenu-event ?\r)
(cl-letf (((symbol-function 'completing-read)
           (lambda (_prompt menu &rest _)
             (car (cl-find-if (lambda (item) (string-match-p "accept" (car item))) menu)))))
  (eglot-code-actions (point) nil nil t))
(goto-char (point-min))
(forward-line 1)
(end-of-line)
(insert "a fixed list")
(eglot--signal-textDocument/didChange)
(wait-for-findings 0)
(princ (buffer-string) #'external-debugging-output)
(eglot-shutdown (eglot-current-server))
;;; emacs.el ends here
