resource "aws_msk_replicator" "failover" {
  replicator_name = "failover"

  log_delivery {
    replicator_log_delivery {
      cloudwatch_logs {
        enabled = false
      }
    }
  }
}
