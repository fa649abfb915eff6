//! The condition keys that all services know, and those of the services that log delivery has to do with.
//! One line holds as many names as fit.

/// Names without the service, divided by white space. What ends in `/` or `:` is followed by a name of the
/// user's.
pub(super) static KEYS: &[(&str, &str)] = &[
    (
        "aws",
        "AssumedRoot CalledVia CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime \
         Ec2InstanceSourcePrivateIPv4 Ec2InstanceSourceVpc EpochTime FederatedProvider MultiFactorAuthAge \
         MultiFactorAuthPresent PrincipalAccount PrincipalArn PrincipalIsAWSService PrincipalOrgID \
         PrincipalOrgPaths PrincipalServiceName PrincipalServiceNamesList PrincipalTag/ PrincipalType Referer \
         RequestedRegion RequestTag/ ResourceAccount ResourceOrgID ResourceOrgPaths ResourceTag/ \
         SecureTransport SignInSessionArn SourceAccount SourceArn SourceIdentity SourceIp SourceOrgID \
         SourceOrgPaths SourceOwner SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent \
         ViaAWSService VpceAccount VpceOrgID VpceOrgPaths VpcSourceIp userid username",
    ),
    ("kafka", "publicAccessEnabled"),
    (
        "kms",
        "BypassPolicyLockoutSafetyCheck CallerAccount CustomerMasterKeySpec CustomerMasterKeyUsage \
         DataKeyPairSpec EncryptionAlgorithm EncryptionContext: EncryptionContextKeys ExpirationModel \
         GrantConstraintType GranteePrincipal GrantIsForAWSResource GrantOperations KeyAgreementAlgorithm \
         KeyOrigin KeySpec KeyUsage MacAlgorithm MessageType MultiRegion MultiRegionKeyType PrimaryRegion \
         RecipientAttestation: ReEncryptOnSameKey ReplicaRegion RequestAlias ResourceAliases \
         RetiringPrincipal RotationPeriodInDays ScheduleKeyDeletionPendingWindowInDays SigningAlgorithm \
         ValidTo ViaService WrappingAlgorithm WrappingKeySpec",
    ),
    ("logs", "DeliveryDestinationResourceArn LogGeneratingResourceArns"),
    (
        "s3",
        "AccessGrantScope AccessGrantsInstanceArn AccessGrantsLocationScope AccessPointNetworkOrigin \
         AccessPointTag/ authType BucketTag/ DataAccessPointAccount DataAccessPointArn delimiter \
         destinationRegion ExistingJobOperation ExistingJobPriority ExistingObjectTag/ if-match if-none-match \
         InventoryAccessibleOptionalFields isReplicationPauseRequest JobSuspendedCause locationconstraint \
         max-keys object-lock-legal-hold object-lock-mode object-lock-remaining-retention-days \
         object-lock-retain-until-date ObjectCreationOperation prefix RequestJobOperation RequestJobPriority \
         RequestObjectTag/ RequestObjectTagKeys ResourceAccount signatureAge signatureversion TlsVersion \
         versionid x-amz-acl x-amz-bucket-namespace x-amz-content-sha256 x-amz-copy-source \
         x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp x-amz-grant-write \
         x-amz-grant-write-acp x-amz-metadata-directive x-amz-object-ownership x-amz-server-side-encryption \
         x-amz-server-side-encryption-aws-kms-key-id x-amz-server-side-encryption-customer-algorithm \
         x-amz-storage-class x-amz-website-redirect-location",
    ),
];
