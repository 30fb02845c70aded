;;; assay.el --- Findings of assay while one types  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;; Package-Requires: ((emacs "26.1") (eglot "1.9"))

;;; Commentary:

;; Starts `assay lsp' by Eglot:
;;
;;   (add-to-list 'load-path "/path/to/tools/editors/emacs")
;;   (require 'assay)
;;   (add-hook 'python-mode-hook #'assay-ensure)       ; or M-x assay-ensure in a buffer
;;
;; Eglot keeps one server for each major mode.  A mode that has another one already keeps that; to see
;; both, use lsp-mode, which has several servers in a buffer, and register assay with `:add-on? t'.

;;; Code:

(require 'eglot)

(defgroup assay nil
  "Findings of assay while one types."
  :group 'tools)

(defcustom assay-command '("assay" "lsp")
  "The program and its arguments."
  :type '(repeat string))

;;;###autoload
(defun assay-ensure ()
  "Have Eglot start assay for this buffer, unless it has a server already."
  (interactive)
  (setq-local eglot-server-programs (list (cons major-mode assay-command)))
  (eglot-ensure))

(provide 'assay)

;;; assay.el ends here
