/** Maximum length of a session name in PostgreSQL. */
export const SESSION_NAME_LENGTH = 63;

/** The name of a worker's sessions at the server: the end of the worker's name, which is unique. `reclaimStaleJobs` searches for it. */
export function sessionNameOf(workerName: string): string {
  return workerName.slice(-SESSION_NAME_LENGTH);
}
