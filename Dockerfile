# Airflow with this project in it. What runs here is what requirements.txt pins.
FROM apache/airflow:slim-3.3.2-python3.12

# Airflow's providers that the image is to hold besides, separated by blanks: celery, cncf-kubernetes,
# fab, amazon (logs of tasks in S3, and in what speaks its language). Others: docs/docker.md.
ARG EXTRAS=""

COPY --chown=airflow:0 requirements.txt requirements-extras.txt /
# Naming Airflow's own version keeps pip from ever replacing it (the image sets AIRFLOW_VERSION).
# An extra that is not pinned is refused: pip would take the newest, and what that needs.
RUN set -e; providers=""; \
    for extra in ${EXTRAS}; do \
        provider="apache-airflow-providers-${extra}"; \
        grep -q "^${provider}==" /requirements-extras.txt \
            || { echo "EXTRAS: ${extra} is not in requirements-extras.in" >&2; exit 1; }; \
        providers="${providers} ${provider}"; \
    done; \
    pip install --no-cache-dir "apache-airflow==${AIRFLOW_VERSION}" -r /requirements.txt \
        ${providers:+--constraint /requirements-extras.txt} ${providers}

# Owned by the user that the image runs as (uid 50000, gid 0), whatever the modes in the checkout.
COPY --chown=airflow:0 pyproject.toml /opt/airflow/pyproject.toml
COPY --chown=airflow:0 include /opt/airflow/include
COPY --chown=airflow:0 plugins /opt/airflow/plugins
COPY --chown=airflow:0 dags /opt/airflow/dags

# Airflow learns of the connection type `zoom` from the installed package's entry point. Editable, so
# that there are no two copies of a module: `plugins/` is mounted over the image's.
RUN pip install --no-cache-dir --no-deps --editable /opt/airflow \
    && mkdir -p /opt/airflow/state

# For what does not go through the editable install's path file, and for commands run as root.
ENV PYTHONPATH=/opt/airflow/plugins
