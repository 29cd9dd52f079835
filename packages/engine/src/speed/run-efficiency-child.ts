import { fork } from 'node:child_process';
import { on } from 'node:events';
import { extname, join } from 'node:path';
import { AppError, type AppErrorCode } from '@lamina/errors';
import type { MeasuredRound, RoundOptions } from './measure-round.ts';

/**
 * Measures one round of a form in a process of its own.
 *
 * @throws AppError as measureRound does; RUNTIME_FAILED where the process ends by itself.
 */
export async function runEfficiencyChild(request: EfficiencyRequest): Promise<MeasuredRound> {
  // The extension is that of this file: sources run as they are, or as the JavaScript of a bundle.
  const child = fork(join(import.meta.dirname, `efficiency-child${extname(import.meta.filename)}`), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const messages = on(child, 'message', { close: ['exit'] });
    child.send(request);
    // There is no message if the process ended.
    const answer = await messages.next();
    const [message] = (answer.done ? [] : answer.value) as readonly EfficiencyMessage[];
    if (message?.type === 'round') return message.round;
    if (message) throw new AppError(message.code, message.message);
    throw new AppError(
      'RUNTIME_FAILED',
      `the measuring process died (${child.signalCode ?? `exit ${child.exitCode}`}); the usual reason is too little memory; try a smaller batch or a shorter prompt`,
    );
  } finally {
    child.kill('SIGKILL');
  }
}

/** The request to the measuring process. */
export type EfficiencyRequest = RoundOptions;

/** Its answer: the round or a failure. */
export type EfficiencyMessage =
  | { readonly type: 'round'; readonly round: MeasuredRound }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
