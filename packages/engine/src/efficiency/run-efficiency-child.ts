import { fork } from 'node:child_process';
import { on } from 'node:events';
import { extname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import type { EfficiencyMeasurement } from './efficiency-measurement.ts';
import type { EfficiencyMessage, EfficiencyRequest } from './efficiency-message.ts';

/**
 * Measures one form of a model in a process of its own, and yields after each repetition.
 *
 * @throws AppError as measureVariant does; RUNTIME_FAILED where the process ends by itself.
 */
export async function* runEfficiencyChild(request: EfficiencyRequest): AsyncGenerator<void, EfficiencyMeasurement> {
  // The extension is that of this file: sources run as they are, or as the JavaScript of a bundle.
  const child = fork(join(import.meta.dirname, `efficiency-child${extname(import.meta.filename)}`), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const messages = on(child, 'message', { close: ['exit'] });
    child.send(request);
    for await (const [message] of messages as AsyncIterable<[EfficiencyMessage]>) {
      if (message.type === 'result') return message.result;
      if (message.type === 'failure') throw new AppError(message.code, message.message);
      yield;
    }
    throw new AppError(
      'RUNTIME_FAILED',
      `the measuring process died (${child.signalCode ?? `exit ${child.exitCode}`}); the usual reason is too little memory; try a smaller batch or a shorter prompt`,
    );
  } finally {
    child.kill('SIGKILL');
  }
}
