import { Socket } from 'node:net';

/** Data may already wait in the kernel while this process computes. This extra time lets the event loop deliver it. */
const SECOND_LOOK_MS = 1_000;

/**
 * A socket for pg that destroys itself after `silenceMs` without traffic. On a half-open connection (a cut cable, a firewall that dropped its state,
 * a machine without power) a query would otherwise wait for a quarter of an hour.
 */
export function openWatchedSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs);
  socket.on('timeout', () => {
    const { bytesRead } = socket;
    setTimeout(() => {
      if (socket.bytesRead === bytesRead) socket.destroy(new Error(`the database has been silent for ${silenceMs} ms`));
    }, SECOND_LOOK_MS).unref();
  });
  return socket;
}
