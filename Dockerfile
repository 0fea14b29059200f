# One image for web, worker and commands. It runs as nobody in particular, on a file system that may be
# read-only: only an SQLite database needs a place, /data.

FROM node:22-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --loglevel=error

FROM python:3.13-slim AS packages
COPY requirements/run.lock /build/run.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /build/run.lock \
    && /opt/venv/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin tools \
    && install -d -o tools -g tools /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv
COPY --from=front-end /build/node_modules node_modules
COPY pyproject.toml vendor.toml catalog.toml LICENSE ./
COPY app app
COPY widgets widgets
COPY templates templates
COPY static static
COPY content content
RUN /opt/venv/bin/python -m compileall -q app widgets
USER tools
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PORT=8000 DATABASE_URL=sqlite:////data/partner-tools.db
VOLUME /data
EXPOSE 8000
# Inside a container loopback is the container itself, so it listens on every address of it.
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve", "--host", "0.0.0.0"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=4)"]
