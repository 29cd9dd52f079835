/** Where a file of a release is served. */
export function releaseFilePath(version: string, name: string): string {
  return `/releases/${version}/${name}`;
}
