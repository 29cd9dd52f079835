import type { ApolloServer } from '@apollo/server';
import { createMcpServer, type Execute, readReply } from '@lamina/mcp';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { RequestHandler } from 'express';
import type { ApiContext } from './api-context.ts';
import { API_VERSION } from './api-version.ts';

/** Tools for agents and editors. Every call is a request of its own: its operation has the caller's token, rate limit and limits of cost and depth. */
export function serveMcp(apolloServer: ApolloServer<ApiContext>): RequestHandler {
  return async (request, response) => {
    const contextValue = response.locals.context as ApiContext;
    const execute: Execute = async (query, variables) => {
      const { body } = await apolloServer.executeOperation({ query, variables: { ...variables } }, { contextValue });
      if (body.kind !== 'single') throw new Error('the operations of the tools have one reply');
      return readReply(JSON.parse(JSON.stringify(body.singleResult)) as Parameters<typeof readReply>[0]);
    };
    const server = createMcpServer(execute, API_VERSION);
    // Without a generator of session ids, each request stands alone.
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, request.body);
  };
}
