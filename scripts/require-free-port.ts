import { once } from 'node:events';
import { createServer } from 'node:net';
import { AppError } from '@lamina/errors';

/** @throws AppError PORT_IN_USE; the message names the port and the variable that changes it. */
export async function requireFreePort(variable: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port);
    await once(probe, 'listening');
  } catch (cause) {
    throw new AppError('PORT_IN_USE', `port ${port} is in use by another program; stop it, or set ${variable} to a free port`, { cause });
  }
  probe.close();
  await once(probe, 'close');
}
