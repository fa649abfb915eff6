resource "aws_s3_bucket" "logs" {
  bucket = "orders-broker-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "delivery.logs.amazonaws.com" },
          "Action": "s3:GetBucketAcl",
          "Resource": "arn:aws:s3:::orders-broker-logs",
          "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }
        },
        {
          "Effect": "Allow",
          "Principal": { "Service": "delivery.logs.amazonaws.com" },
          "Action": "s3:Put*",
          "Resource": "arn:aws:s3:::orders-broker-logs/AWSLogs/*",
          "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }
        }
      ]
    }
  EOT
}

resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"

  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = aws_s3_bucket.logs.id
      }
    }
  }
}
