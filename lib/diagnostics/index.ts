/** @module What a finding is and how an expected failure is passed on as a value; nothing about LVS, hosts or Terraform may come in. */
export * from "./finding";
export * from "./result";
