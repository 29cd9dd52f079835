/** True if a URL also works on other machines. A URL with a local host name cannot be cited. */
export function isPublicAddress(url: string): boolean {
  const { hostname } = new URL(url);
  return !/^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}
