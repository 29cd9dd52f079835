import { AppError, messageOf } from '@lamina/errors';
import type { EfficiencyMessage, EfficiencyRequest } from './measure-efficiency.ts';
import { measureRound } from './measure-round.ts';

/** The process that measures one round of a form. Its memory, before it opens the whole model too, is the memory of that form alone. */
process.on('message', (request: EfficiencyRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));

async function answer(request: EfficiencyRequest): Promise<void> {
  try {
    await send({ type: 'round', round: await measureRound(request) });
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR';
    await send({ type: 'failure', code, message: messageOf(error) });
  }
  process.disconnect();
}

/** Resolves when the message is sent. */
function send(message: EfficiencyMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}
