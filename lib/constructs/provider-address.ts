/**
 * Where Terraform and OpenTofu take the provider to come from. The host is spelled out, since the two resolve a bare name differently; it is one
 * that no network has, since the provider travels in this package and is never downloaded.
 */
export const LVS_PROVIDER_ADDRESS = "terraform.local/cdktf-lvs/lvs";

/**
 * The provider's version as Terraform sees it: always the same, so that lock files of projects with different versions of this package agree.
 * Which code runs is decided by the package that a project has installed.
 */
export const LVS_PROVIDER_VERSION = "1.0.0";
