/** Characters that PostgreSQL keeps of a session's name. */
export const SESSION_NAME_LENGTH = 63;

/** The name of a worker's sessions at the server: the end of its own name, which tells it apart. `reclaimStaleJobs` looks for it. */
export function sessionNameOf(workerName: string): string {
  return workerName.slice(-SESSION_NAME_LENGTH);
}
