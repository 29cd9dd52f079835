import { Socket } from 'node:net';

/** An answer that waits in the kernel while this process computes is no silence: it is given a turn of the event loop to arrive. */
const SECOND_LOOK_MS = 1_000;

/**
 * A socket for pg that destroys itself when nothing has come or gone for `silenceMs`. A connection whose other end has vanished without a word
 * (a cut cable, a firewall that forgot it, a machine that lost power) would keep its query waiting for a quarter of an hour otherwise.
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
