resource "aws_s3_bucket" "logs" {
  bucket = "ledger-broker-logs"
}

resource "aws_msk_cluster" "ledger" {
  cluster_name = "ledger"

  logging_info {
    broker_logs {
      s3 {
        enabled = true
        # An ARN, where the name is wanted: aws_s3_bucket.logs.id
        bucket = aws_s3_bucket.logs.arn
      }
    }
  }
}
