// Loaded into one worker by --import: its time of day jumps when a file appears, as if the machine's clock had been set. Timers and performance.now()
// are not affected, as in reality.
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers';

const RealDate = Date;
const jumpMs = Number(process.env.LAMINA_FAULT_JUMP_HOURS) * 3_600_000;
let offset = 0;

class JumpingDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }
  static now() {
    return RealDate.now() + offset;
  }
}
globalThis.Date = JumpingDate;

const look = () => {
  if (existsSync(process.env.LAMINA_FAULT_JUMP_FILE)) offset = jumpMs;
  else setTimeout(look, 20).unref();
};
look();
