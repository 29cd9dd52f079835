import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@lamina/errors';

/** Makes a server listen and returns the port; 0 selects a free port. @throws AppError PORT_IN_USE if another program listens there. */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new AppError('PORT_IN_USE', `Port ${port} is in use. Stop the other program or set LAMINA_API_PORT to a free port.`, {
        cause: error,
      });
    }
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new AppError('CONFIG_INVALID', `Port ${port} needs rights that this user lacks. Set LAMINA_API_PORT to a port above 1023.`, {
        cause: error,
      });
    }
    throw error;
  }
  return (server.address() as AddressInfo).port;
}
