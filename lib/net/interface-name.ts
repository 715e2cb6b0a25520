/** Longest interface name in bytes, without the trailing NUL: IFNAMSIZ − 1 of linux/if.h. */
export const INTERFACE_NAME_MAX = 15;

/**
 * Whether the kernel takes this as an interface name (dev_valid_name in net/core/dev.c): 1–15 bytes, not `.` or `..`, no `/`, `:` or white
 * space; nor `all` and `default`, whose sysctls stand for every interface (sysctl_dev_name_is_allowed in include/linux/inetdevice.h).
 * We also refuse control characters, quotes and `#`, `!`, which no tool's config survives.
 */
export function isInterfaceName(text: string): boolean {
  return /^[A-Za-z0-9._@+-]{1,15}$/.test(text) && ![".", "..", "all", "default"].includes(text);
}

/**
 * Whether this is an address label for the interface (`eth0:1`): the interface's own name, a colon, and a tail, at most 15 bytes in all
 * (ip-address(8), label).
 */
export function isLabelOf(label: string, interfaceName: string): boolean {
  return label.length <= INTERFACE_NAME_MAX && label.startsWith(`${interfaceName}:`) && /^[A-Za-z0-9._-]+$/.test(label.slice(interfaceName.length + 1));
}
