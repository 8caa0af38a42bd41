# One image for every process of Phản Hồi; docker-compose.yml says which command each runs.

FROM node:24-bookworm-slim AS assets
WORKDIR /build/api/assets
COPY api/assets/package.json api/assets/package-lock.json api/assets/.npmrc ./
RUN npm ci --silent
COPY api/assets/ ./
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /opt/phanhoi
COPY requirements.lock ./
RUN /opt/phanhoi/bin/pip install --require-hashes --only-binary :all: --no-binary http-ece -r requirements.lock
COPY pyproject.toml LICENSE NOTICE ./
COPY moderation/ moderation/
COPY classifiers/ classifiers/
COPY response_templates/ response_templates/
COPY platforms/ platforms/
COPY api/ api/
COPY workers/ workers/
COPY commands/ commands/
COPY --from=assets /build/api/assets/dist/ api/assets/dist/
RUN /opt/phanhoi/bin/pip install --no-deps --no-build-isolation --editable . \
    && /opt/phanhoi/bin/python -m compileall -q /app

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 phanhoi \
    && useradd --system --uid 10001 --gid phanhoi --no-create-home --home-dir /app phanhoi \
    && install --directory --owner 10001 --group 10001 /var/lib/phanhoi
COPY --from=packages /opt/phanhoi /opt/phanhoi
COPY --from=packages /app /app
WORKDIR /app
# REMAP_SIGTERM: a worker that is told to stop finishes what it can within its soft shutdown.
ENV PATH=/opt/phanhoi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    REMAP_SIGTERM=SIGQUIT \
    TZ=Asia/Ho_Chi_Minh
USER 10001:10001
EXPOSE 8000
CMD ["uvicorn", "api.app:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", \
    "--no-server-header", "--timeout-graceful-shutdown", "5"]
