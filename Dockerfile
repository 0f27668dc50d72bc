# The desk in a box. It runs as nobody in particular, writes only to /data, and holds no secret: docs/docker.md.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
SHELL ["/bin/sh", "-eu", "-c"]
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY requirements requirements
COPY bot bot
COPY packages_catalog packages_catalog
COPY locales locales
# pip stays outside: what runs cannot install anything. What is not named in a lock with its hash is not installed.
RUN pip install --quiet --require-hashes --requirement requirements/build.txt \
    && pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /dist . \
    && python -m venv --without-pip /opt/qonaq \
    && pip --python /opt/qonaq/bin/python install --quiet --require-hashes --requirement requirements/postgres.txt \
    && pip --python /opt/qonaq/bin/python install --quiet --no-deps --no-index /dist/qonaq-*.whl

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Qonaq" \
      org.opencontainers.image.description="A hotel front desk in Telegram" \
      org.opencontainers.image.licenses="Apache-2.0"
# The number is fixed, so that the owner of a mounted file or folder can be set from outside.
RUN groupadd --gid 10001 qonaq \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin qonaq \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/qonaq /opt/qonaq
ENV PATH=/opt/qonaq/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    QONAQ_DATA_DIR=/data \
    QONAQ_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-I", "-c", "import http.client, os, sys; desk = http.client.HTTPConnection('127.0.0.1', int(os.environ['QONAQ_LISTEN'].rpartition(':')[2]), timeout=4); desk.request('GET', '/healthz'); sys.exit(desk.getresponse().status != 200)"]
ENTRYPOINT ["qonaq"]
CMD ["run"]
