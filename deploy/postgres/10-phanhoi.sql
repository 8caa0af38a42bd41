-- The two roles, the database and its extensions; once, as a superuser of PostgreSQL:
--     psql --username postgres --file deploy/postgres/10-phanhoi.sql
-- The first role owns the tables and runs migrations. The second is the application's: it owns
-- nothing, so that row-level security holds for it. Once more, after the database was renamed, it
-- makes an empty one to restore into, and leaves roles and passwords as they are.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE phanhoi_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'phanhoi_owner') \gexec
SELECT 'CREATE ROLE phanhoi_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'phanhoi_app') \gexec

CREATE DATABASE phanhoi OWNER phanhoi_owner TEMPLATE template0 ENCODING 'UTF8'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE phanhoi FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE phanhoi TO phanhoi_app;

\connect phanhoi
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
