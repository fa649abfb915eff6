variable "log_to_s3" {
  type        = bool
  description = "Whether this environment keeps its broker logs"
}

variable "log_prefix" {
  type = string
}

resource "aws_s3_bucket" "logs" {
  bucket = "metrics-broker-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LogDelivery"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["s3:GetBucketAcl", "s3:PutObject"]
      Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/msk/AWSLogs/*"]

      # Ours? Nothing here says so: give the account.
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
  })
}

resource "aws_msk_cluster" "metrics" {
  cluster_name = "metrics"

  logging_info {
    broker_logs {
      s3 {
        enabled = var.log_to_s3
        bucket  = aws_s3_bucket.logs.id
        prefix  = var.log_prefix
      }
    }
  }
}
