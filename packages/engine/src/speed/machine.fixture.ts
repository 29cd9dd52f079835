/** A machine whose clock is told: each run takes its seconds times how slow the machine is at that moment. */
export function createMachine(slownessAt: (run: number) => number) {
  let runs = 0;
  let nowMs = 0;
  const order: string[] = [];
  const run = (name: string, seconds: number) => async () => {
    const taken = seconds * slownessAt(runs);
    runs += 1;
    nowMs += taken * 1000;
    order.push(name);
    return { prefillSeconds: taken, decodeSeconds: taken };
  };
  return { run, order, now: () => nowMs };
}
