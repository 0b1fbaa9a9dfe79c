### Reader and attachments
