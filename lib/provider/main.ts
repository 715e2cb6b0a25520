import { lvsProvider } from "./resources";
import { serve } from "./serve";

/** Where Terraform and OpenTofu find the provider: the host is named, because the two resolve bare names differently. */
const ADDRESS = "terraform.local/cdktf-lvs/lvs";

void serve(lvsProvider, { address: ADDRESS });
