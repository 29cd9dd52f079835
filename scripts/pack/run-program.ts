import { spawnSync } from 'node:child_process';

/** Runs a program of this repository. stdout is for the paths of archives, so its output goes to stderr. @throws Error if it fails */
export function runProgram(program: string, args: readonly string[], cwd = '.'): void {
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')} failed (exit ${status}); the lines above say why`);
}
