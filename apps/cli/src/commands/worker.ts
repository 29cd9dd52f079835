import { AppError } from '@lamina/errors';
import { Command } from 'commander';
import { startScorer } from '../study/start-scorer.ts';

export function createCommand(): Command {
  return new Command().action(async () => {
    // The worker returns its job to the queue on Ctrl-C. This process must wait for that.
    process.removeAllListeners('SIGINT');
    const scorer = startScorer({}, 'inherit');
    let isStopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        isStopping = true;
        scorer.stop();
      });
    }
    const code = await scorer.ended;
    if (code !== 0 && !isStopping)
      throw new AppError('RUNTIME_FAILED', `the worker ended with exit code ${code}; see its last lines for the reason`);
  });
}
