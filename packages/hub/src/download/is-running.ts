import { systemErrorCodeOf } from '../client/system-error.ts';

/** True if a process of this machine runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process belongs to another user.
    return systemErrorCodeOf(error) === 'EPERM';
  }
}
