import { createRunner } from 'jest-light-runner';
import Tinypool from 'tinypool';

/**
 * The runner of jest-light-runner, with a channel for each test file. Version 0.8.2 shares one channel between the workers of a project: a worker that asks
 * for its settings makes them go to all, and one that is not listening yet loses them and waits forever.
 */
const { run } = Tinypool.prototype;
Tinypool.prototype.run = function runWithOwnChannel(task, options) {
  // Runners in threads have no channel.
  if (options === undefined) return run.call(this, task);
  const { channel } = options;
  let answer;
  const own = {
    onMessage(listener) {
      answer = listener;
    },
    postMessage(message) {
      channel.onMessage(answer);
      channel.postMessage(message);
    },
  };
  return run.call(this, task, { ...options, channel: own });
};

export default createRunner({ runtime: 'child_process' });
