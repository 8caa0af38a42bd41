-- In a container: the two roles' passwords, from the files that docker-compose.yml mounts.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`

ALTER ROLE phanhoi_owner PASSWORD :'owner_password';
ALTER ROLE phanhoi_app PASSWORD :'app_password';
