import { readFileSync } from 'node:fs';
import { finish, scoreModel } from '@lamina/engine';

// Scores argv[2] on the ids 0 … 127, block by block if argv[3] says so, and prints its own peak resident memory in bytes.
const [, , model = '', form] = process.argv;
const ids = Array.from({ length: 128 }, (_, position) => (position * 7919) % 500);
const { blockInfluence, nllPerWindow } = await finish(
  scoreModel({ model, input: { ids }, window: 32, selfCheck: false, blockByBlock: form === 'block-by-block' }),
);
// For this process only: getrusage's value starts at the memory of the parent that forked it.
const peakKilobytes = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.stdout.write(JSON.stringify({ peakBytes: peakKilobytes * 1024, mean: blockInfluence.mean, nllPerWindow }));
