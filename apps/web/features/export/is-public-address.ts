/** Whether an address means the same place on other machines: one of this machine alone is nothing to cite. */
export function isPublicAddress(url: string): boolean {
  const { hostname } = new URL(url);
  return !/^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}
