resource "aws_msk_cluster" "orders" {
  cluster_name = "orders"
}
