"""Attachments: files that colleagues keep with a record, on its page."""
