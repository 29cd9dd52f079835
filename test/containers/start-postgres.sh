#!/bin/sh
# Starts PostgreSQL 18 as its official image does: the folder is made at the first start by a server that answers on its socket alone.
set -eu
folder=/var/lib/postgresql/18/docker
if [ ! -s "$folder/PG_VERSION" ]; then
  mkdir -p "$folder"
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  initdb --pgdata "$folder" --username "$POSTGRES_USER" --pwfile /tmp/password --auth-local trust --auth-host scram-sha-256
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$folder/pg_hba.conf"
  pg_ctl --pgdata "$folder" --wait --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  createdb --host /tmp --username "$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl --pgdata "$folder" --wait stop
fi
exec postgres -D "$folder" -c listen_addresses='*' -c unix_socket_directories=/tmp
