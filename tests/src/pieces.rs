//! Pieces of configurations in which everything is right: a test replaces the one that it is about.

/// Account and Region are known from here.
pub const PROVIDER: &str = r#"
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
"#;

/// Broker logs go to `aws_s3_bucket.logs`.
pub const CLUSTER: &str = r#"
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
"#;

pub const BUCKET: &str = r#"
resource "aws_s3_bucket" "logs" {
  bucket = "orders-broker-logs"
}
"#;

/// The policy of `aws_s3_bucket.logs`, as AWS writes it.
pub const POLICY: &str = r#"
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AWSLogDeliveryWrite"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/AWSLogs/111122223333/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl"      = "bucket-owner-full-control"
            "aws:SourceAccount" = "111122223333"
          }
          ArnLike = { "aws:SourceArn" = "arn:aws:logs:eu-west-1:111122223333:*" }
        }
      },
      {
        Sid       = "AWSLogDeliveryAclCheck"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.logs.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = "111122223333" }
          ArnLike      = { "aws:SourceArn" = "arn:aws:logs:eu-west-1:111122223333:*" }
        }
      },
    ]
  })
}
"#;

/// The policy of `aws_s3_bucket.logs` with statements beside those that AWS writes.
pub fn policy_with(statements: &str) -> String {
    POLICY.replacen("    Statement = [\n", &format!("    Statement = [\n{statements}\n"), 1)
}

/// `aws_s3_bucket.logs` is encrypted with `aws_kms_key.logs`.
pub const ENCRYPTION: &str = r#"
resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.logs.arn
    }
  }
}
"#;

/// A key that admits its account and log delivery.
pub const KEY: &str = r#"
resource "aws_kms_key" "logs" {
  description = "broker logs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogDelivery"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
    ]
  })
}
"#;

/// A key that admits its account alone.
pub const ROOT_KEY: &str = r#"
resource "aws_kms_key" "logs" {
  description = "broker logs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}
"#;

pub const LOG_GROUP: &str = r#"
resource "aws_cloudwatch_log_group" "brokers" {
  name = "/msk/orders"
}
"#;

/// A cluster named `orders` with these blocks as its destinations.
pub fn cluster(destinations: &str) -> String {
    format!(
        "resource \"aws_msk_cluster\" \"orders\" {{\n  cluster_name = \"orders\"\n\n  logging_info {{\n    broker_logs {{\n{destinations}\n    }}\n  }}\n}}\n"
    )
}
