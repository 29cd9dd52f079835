import express, { type RequestHandler, type Router } from 'express';
import { Feed } from 'feed';
import type { ApiContext } from './api-context.ts';
import { listNews, type News } from './list-news.ts';

/** Feed readers may cache the reply for five minutes. */
const CACHE_CONTROL = 'public, max-age=300';

/** Serves new results and releases as Atom at /feed.xml, as RSS 2.0 at /feed.rss and as JSON Feed at /feed.json. */
export function serveFeed(webOrigin: string): Router {
  const router = express.Router();
  const answer =
    (type: string, print: (feed: Feed) => string): RequestHandler =>
    async (_request, response) => {
      const { reader } = response.locals.context as ApiContext;
      response
        .set('Cache-Control', CACHE_CONTROL)
        .type(type)
        .send(print(createFeed(webOrigin, await listNews(reader))));
    };
  router.get(
    '/feed.xml',
    answer('application/atom+xml', (feed) => feed.atom1()),
  );
  router.get(
    '/feed.rss',
    answer('application/rss+xml', (feed) => feed.rss2()),
  );
  router.get(
    '/feed.json',
    answer('application/feed+json', (feed) => feed.json1()),
  );
  return router;
}

function createFeed(webOrigin: string, news: readonly News[]): Feed {
  const feed = new Feed({
    id: webOrigin,
    link: webOrigin,
    title: 'Lamina: new results',
    description: 'Scores, evaluations and data releases of this installation.',
    copyright: 'As each release states.',
  });
  if (news[0] !== undefined) feed.options.updated = news[0].date;
  for (const { id, title, text, path, date } of news)
    feed.addItem({ id: `urn:lamina:${id}`, title, description: text, content: text, link: new URL(path, webOrigin).href, date });
  return feed;
}
