resource "aws_msk_serverless_cluster" "orders" {
  cluster_name = "orders"
}
