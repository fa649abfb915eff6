resource "aws_s3_bucket" "logs" {
  bucket = "orders-broker-logs"
}

resource "aws_iam_role" "stream" {
  name = "stream"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "stream" {
  role = aws_iam_role.stream.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:PutObject"
      Resource = "${aws_s3_bucket.logs.arn}/*"
    }]
  })
}

resource "aws_kinesis_firehose_delivery_stream" "logs" {
  name        = "broker-logs"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.logs.arn
    role_arn   = aws_iam_role.stream.arn
  }
}

resource "aws_mskconnect_connector" "archive" {
  name = "archive"

  log_delivery {
    worker_log_delivery {
      firehose {
        enabled         = true
        delivery_stream = aws_kinesis_firehose_delivery_stream.logs.name
      }
    }
  }
}
