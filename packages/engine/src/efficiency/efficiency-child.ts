import { AppError } from '@lamina/errors';
import type { EfficiencyMessage, EfficiencyRequest } from './efficiency-message.ts';
import { measureVariant } from './measure-variant.ts';

/** The process that measures one form of a model. The memory of the process is then the memory of that form alone. */
process.on('message', (request: EfficiencyRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));

async function answer(request: EfficiencyRequest): Promise<void> {
  try {
    const result = await measureVariant(request, () => send({ type: 'repetition' }));
    await send({ type: 'result', result });
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR';
    await send({ type: 'failure', code, message: error instanceof Error ? error.message : String(error) });
  }
  process.disconnect();
}

/** Resolves when the message is sent. */
function send(message: EfficiencyMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}
