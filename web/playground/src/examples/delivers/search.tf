resource "aws_kinesis_firehose_delivery_stream" "search" {
  name        = "orders-broker-logs"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn   = aws_iam_role.search.arn
    bucket_arn = aws_s3_bucket.search.arn
  }

  tags = {
    LogDeliveryEnabled = "true"
  }
}

resource "aws_s3_bucket" "search" {
  bucket = "orders-broker-logs-search"
}

resource "aws_iam_role" "search" {
  name = "orders-broker-logs"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "search" {
  role = aws_iam_role.search.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"]
      Resource = [aws_s3_bucket.search.arn, "${aws_s3_bucket.search.arn}/*"]
    }]
  })
}
