import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The token for writes to Lamina. */
export const ADMIN_TOKEN = 'lam_bench-administrator-token';

/** A server in a separate process. */
export interface ServerChild {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The API has decorators, which Node alone cannot run. */
const EXEC_ARGV = ['--disable-warning=ExperimentalWarning', '--import', '@lamina/bundle/compile-decorators'];

/** Starts a server file of this folder, with additional Node flags, and waits for its address. @throws Error if it ends before. */
export async function startChild(file: string, args: readonly string[], flags: readonly string[] = []): Promise<ServerChild> {
  const child = fork(join(import.meta.dirname, file), args, {
    execArgv: [...flags, ...EXEC_ARGV],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended before it answered`)));
  const [url] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return {
    url: String(url),
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
