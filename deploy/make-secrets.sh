#!/bin/sh
# Makes the secrets of docker-compose.yml, once: random passwords, the addresses that hold them,
# and the key file. Files of a folder that stands already are never touched.
#
#     sh deploy/make-secrets.sh [folder]
#
# Only you may enter the folder; the files in it are readable so that the containers, which see
# each file alone and run as other accounts, may read theirs.
set -eu

folder=${1:-$(dirname "$0")/secrets}
if [ -e "$folder" ]; then
    echo "$folder đã có; không tạo lại để khỏi mất khóa đang dùng." >&2
    exit 1
fi

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
write() { printf '%s\n' "$2" >"$folder/$1" && chmod 0444 "$folder/$1"; }

admin=$(random)
owner=$(random)
app=$(random)
redis=$(random)

mkdir -m 0700 "$folder"
write postgres_password "$admin"
write owner_password "$owner"
write app_password "$app"
write valkey_auth "requirepass $redis"
write phanhoi_owner_database_url "postgresql+psycopg://phanhoi_owner:$owner@postgres:5432/phanhoi"
write phanhoi_backup_database_url "postgresql+psycopg://postgres:$admin@postgres:5432/phanhoi"
write phanhoi_database_url "postgresql+psycopg://phanhoi_app:$app@postgres:5432/phanhoi"
write phanhoi_redis_url "redis://:$redis@valkey:6379/0"
write phanhoi_keys "$(date -u +%Y%m%d):$(head -c 32 /dev/urandom | base64)"
write phanhoi_audit_key "$(date -u +%Y%m%d):$(head -c 32 /dev/urandom | base64)"
echo "✓ Đã tạo $folder. Hãy cất phanhoi_keys và phanhoi_audit_key ở hai nơi, tách khỏi bản sao lưu:"
echo "  không có phanhoi_keys đúng thì bản sao lưu không dùng được."
