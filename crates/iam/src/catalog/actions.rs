//! The actions of the services that log delivery has to do with, as the service authorization reference
//! lists them. One line holds as many names as fit.

/// Names without the service, divided by white space.
pub(super) static ACTIONS: &[(&str, &str)] = &[
    (
        "firehose",
        "CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream ListDeliveryStreams \
         ListTagsForDeliveryStream PutRecord PutRecordBatch StartDeliveryStreamEncryption \
         StopDeliveryStreamEncryption TagDeliveryStream UntagDeliveryStream UpdateDestination",
    ),
    (
        "kafka",
        "BatchAssociateScramSecret BatchDisassociateScramSecret CreateChannel CreateCluster CreateClusterV2 \
         CreateConfiguration CreateReplicator CreateTopic CreateVpcConnection DeleteChannel DeleteCluster \
         DeleteClusterPolicy DeleteConfiguration DeleteReplicator DeleteTopic DeleteVpcConnection \
         DescribeChannel DescribeCluster DescribeClusterOperation DescribeClusterOperationV2 \
         DescribeClusterV2 DescribeConfiguration DescribeConfigurationRevision DescribeReplicator \
         DescribeTopic DescribeTopicPartitions DescribeVpcConnection GetBootstrapBrokers GetClusterPolicy \
         GetCompatibleKafkaVersions ListChannels ListClientVpcConnections ListClusterOperations \
         ListClusterOperationsV2 ListClusters ListClustersV2 ListConfigurationRevisions ListConfigurations \
         ListKafkaVersions ListNodes ListReplicators ListScramSecrets ListTagsForResource ListTopics \
         ListVpcConnections PutClusterPolicy RebootBroker RejectClientVpcConnection TagResource UntagResource \
         UpdateBrokerCount UpdateBrokerStorage UpdateBrokerType UpdateChannel UpdateClusterConfiguration \
         UpdateClusterKafkaVersion UpdateConfiguration UpdateConnectivity UpdateMonitoring UpdateRebalancing \
         UpdateReplicationInfo UpdateSecurity UpdateStorage UpdateTopic",
    ),
    (
        "kafkaconnect",
        "CreateConnector CreateCustomPlugin CreateWorkerConfiguration DeleteConnector DeleteCustomPlugin \
         DeleteWorkerConfiguration DescribeConnector DescribeConnectorOperation DescribeCustomPlugin \
         DescribeWorkerConfiguration ListConnectorOperations ListConnectors ListCustomPlugins \
         ListTagsForResource ListWorkerConfigurations TagResource UntagResource UpdateConnector",
    ),
    (
        "kms",
        "CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey \
         Decrypt DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial DeriveSharedSecret \
         DescribeCustomKeyStores DescribeKey DisableKey DisableKeyRotation DisconnectCustomKeyStore EnableKey \
         EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext \
         GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom GetKeyPolicy GetKeyRotationStatus \
         GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases ListGrants ListKeyPolicies \
         ListKeyRotations ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncryptFrom \
         ReEncryptTo ReplicateKey RetireGrant RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign \
         SynchronizeMultiRegionKey TagResource UntagResource UpdateAlias UpdateCustomKeyStore \
         UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac",
    ),
    (
        "logs",
        "AssociateKmsKey AssociateSourceToS3TableIntegration CallWithBearerToken CancelExportTask \
         CancelImportTask CreateDelivery CreateExportTask CreateImportTask CreateLogAnomalyDetector \
         CreateLogDelivery CreateLogGroup CreateLogStream CreateLookupTable CreateScheduledQuery \
         DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination \
         DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIndexPolicy \
         DeleteIntegration DeleteLogAnomalyDetector DeleteLogDelivery DeleteLogGroup DeleteLogStream \
         DeleteLookupTable DeleteMetricFilter DeletePipelineRule DeleteQueryDefinition DeleteResourcePolicy \
         DeleteRetentionPolicy DeleteScheduledQuery DeleteSubscriptionFilter DeleteTransformer \
         DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries \
         DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks \
         DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies \
         DescribeLogGroups DescribeLogStreams DescribeLookupTables DescribeMetricFilters DescribeQueries \
         DescribeQueryDefinitions DescribeResourcePolicies DescribeSubscriptionFilters DisassociateKmsKey \
         DisassociateSourceFromS3TableIntegration FilterLogEvents GetDataProtectionPolicy GetDelivery \
         GetDeliveryDestination GetDeliveryDestinationPolicy GetDeliverySource GetIntegration \
         GetLogAnomalyDetector GetLogDelivery GetLogEvents GetLogFields GetLogGroupFields GetLogRecord \
         GetLookupTable GetQueryResults GetScheduledQuery GetScheduledQueryHistory GetTransformer \
         IntegrateWithS3Table Link ListAggregateLogGroupSummaries ListAnomalies ListEntitiesForLogGroup \
         ListIntegrations ListLogAnomalyDetectors ListLogDeliveries ListLogGroups ListLogGroupsForEntity \
         ListLogGroupsForQuery ListScheduledQueries ListSourcesForS3TableIntegration ListTagsForResource \
         ListTagsLogGroup ProcessWithPipeline PutAccountPolicy PutBearerTokenAuthentication \
         PutDataProtectionPolicy PutDeliveryDestination PutDeliveryDestinationPolicy PutDeliverySource \
         PutDestination PutDestinationPolicy PutIndexPolicy PutIntegration PutLogEvents \
         PutLogGroupDeletionProtection PutMetricFilter PutPipelineRule PutQueryDefinition PutResourcePolicy \
         PutRetentionPolicy PutSubscriptionFilter PutTransformer StartLiveTail StartQuery StopLiveTail \
         StopQuery TagLogGroup TagResource TestMetricFilter TestTransformer Unmask UntagLogGroup \
         UntagResource UpdateAnomaly UpdateDeliveryConfiguration UpdateLogAnomalyDetector UpdateLogDelivery \
         UpdateLookupTable UpdateScheduledQuery",
    ),
    (
        "s3",
        "AbortMultipartUpload AssociateAccessGrantsIdentityCenter BypassGovernanceRetention CreateAccessGrant \
         CreateAccessGrantsInstance CreateAccessGrantsLocation CreateAccessPoint \
         CreateAccessPointForObjectLambda CreateBucket CreateBucketMetadataTableConfiguration CreateJob \
         CreateMultiRegionAccessPoint CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance \
         DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPoint \
         DeleteAccessPointForObjectLambda DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda \
         DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite \
         DeleteJobTagging DeleteMultiRegionAccessPoint DeleteObject DeleteObjectTagging DeleteObjectVersion \
         DeleteObjectVersionTagging DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging \
         DeleteStorageLensGroup DescribeJob DescribeMultiRegionAccessPointOperation \
         DissociateAccessGrantsIdentityCenter GetAccelerateConfiguration GetAccessGrant \
         GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy \
         GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda \
         GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda \
         GetAccessPointPolicyStatus GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock \
         GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation \
         GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification \
         GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus \
         GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning \
         GetBucketWebsite GetDataAccess GetEncryptionConfiguration GetIntelligentTieringConfiguration \
         GetInventoryConfiguration GetJobTagging GetLifecycleConfiguration GetMetricsConfiguration \
         GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus \
         GetMultiRegionAccessPointRoutes GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold \
         GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl \
         GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging \
         GetObjectVersionTorrent GetReplicationConfiguration GetStorageLensConfiguration \
         GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup InitiateReplication \
         ListAccessGrants ListAccessGrantsInstances ListAccessGrantsLocations ListAccessPoints \
         ListAccessPointsForObjectLambda ListAllMyBuckets ListBucket ListBucketMultipartUploads \
         ListBucketVersions ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints \
         ListMultipartUploadParts ListStorageLensConfigurations ListStorageLensGroups ListTagsForResource \
         ObjectOwnerOverrideToBucketOwner PauseReplication PutAccelerateConfiguration \
         PutAccessGrantsInstanceResourcePolicy PutAccessPointConfigurationForObjectLambda \
         PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutAccessPointPublicAccessBlock \
         PutAccountPublicAccessBlock PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS \
         PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls \
         PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging \
         PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration \
         PutInventoryConfiguration PutJobTagging PutLifecycleConfiguration PutMetricsConfiguration \
         PutMultiRegionAccessPointPolicy PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention \
         PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging PutReplicationConfiguration \
         PutStorageLensConfiguration PutStorageLensConfigurationTagging ReplicateDelete ReplicateObject \
         ReplicateTags RestoreObject SubmitMultiRegionAccessPointRoutes TagResource UntagResource \
         UpdateAccessGrantsLocation UpdateBucketMetadataInventoryTableConfiguration \
         UpdateBucketMetadataJournalTableConfiguration UpdateJobPriority UpdateJobStatus \
         UpdateObjectEncryption UpdateStorageLensGroup",
    ),
];
