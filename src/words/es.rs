//! Spanish, as spoken in Mexico, with *tú*. One flat list.

use super::{Said, Words};

/// The texts.
pub(super) static WORDS: Words = Words {
    tag: "es-MX",
    skip: "Ir al contenido",
    navigation: "Principal",
    store: "Tienda",
    orders: "Pedidos",
    cards: "Tarjetas",
    cart: "Carrito",
    secure: "Pago seguro",
    footer: "Los datos de tu tarjeta van directo al procesador de pagos: nunca pasan por esta tienda.",
    language: "Idioma",
    theme: "Apariencia",
    theme_auto: "Automática",
    theme_light: "Clara",
    theme_dark: "Oscura",

    store_title: "Barro, agua y fuego",
    store_lead: "Seis piezas de cerámica torneadas a mano, para la mesa y para la casa.",
    add: "Agregar",
    added: "% está en tu carrito",
    cart_empty: Said {
        title: "Tu carrito está vacío",
        text: "Agrega una pieza y aquí la verás.",
    },
    fewer: "Quitar una pieza: %",
    more: "Agregar una pieza: %",
    remove_line: "Quitar del carrito: %",
    go_pay: "Ir a pagar",
    making_order: "Creando tu pedido…",
    keep_shopping: "Seguir comprando",

    summary: "Tu pedido",
    quantity: "Cantidad: %",
    total: "Total",
    taxes: "Impuestos incluidos",

    checkout: "Pagar",
    steps: "Pasos",
    step_contact: "Contacto",
    step_card: "Tarjeta",
    step_pay: "Pagar",
    name: "Nombre y apellido",
    email: "Correo electrónico",
    phone: "Teléfono",
    phone_hint: "10 dígitos, o con clave de país: +52…",
    email_hint: "Con él te reconoce el procesador de pagos.",
    name_wrong: "Escribe tu nombre y apellido.",
    email_wrong: "Revisa el correo: le falta algo, como en nombre@ejemplo.com.",
    phone_wrong: "Revisa el teléfono: son 10 dígitos, o empieza con +.",
    go_on: "Continuar",
    saving: "Guardando…",
    edit: "Cambiar",
    contact_first: "Primero dinos quién paga.",

    card_form: "Datos de la tarjeta",
    preparing: "Preparando el formulario seguro…",
    form_blocked: "Reintenta, o permite % en tu bloqueador.",
    form_blocked_title: "No pudimos cargar el formulario de la tarjeta.",
    retry: "Reintentar",
    token_error: "Revisa los datos de la tarjeta y vuelve a intentarlo.",
    save_card: "Guardar esta tarjeta para la próxima vez",
    choose_card: "Elige una tarjeta",
    other_card: "Usar otra tarjeta",
    expires: "vence %",
    expired_on: "venció %",
    default_card: "Predeterminada",
    card: "Tarjeta",
    ending: "terminada en %",
    security_code: "Código de seguridad",
    pay: "Pagar %",
    paying: "Procesando…",
    pay_safely: "Tu banco puede pedirte que confirmes.",

    processing: Said {
        title: "Estamos procesando tu pago.",
        text: "Si cierras esta página, no se pierde.",
    },
    challenge: "Tu banco quiere confirmar que eres tú",
    challenge_open: Said {
        title: "Tu banco quiere confirmar que eres tú",
        text: "Falta ese paso para terminar de pagar.",
    },
    time_left: "Quedan %",
    challenge_tab: "¿No ves nada? Ábrelo en otra pestaña",
    close: "Cerrar",
    leave_challenge: Said {
        title: "¿Salir de la confirmación?",
        text: "Revisaremos con tu banco qué pasó.",
    },
    leave: "Salir",
    stay: "Seguir aquí",
    challenge_left: Said {
        title: "Tu banco todavía espera tu confirmación.",
        text: "Sin ella no se termina el pago.",
    },
    challenge_continue: "Confirmar con mi banco",
    unknown: Said {
        title: "Estamos confirmando con tu banco.",
        text: "No vuelvas a pagar: te avisamos aquí en cuanto lo sepamos.",
    },
    checking: Said {
        title: "Estamos confirmando con tu banco.",
        text: "No vuelvas a pagar: te avisamos aquí en cuanto lo sepamos.",
    },
    not_sent: Said {
        title: "No pudimos enviar tu pago.",
        text: "Inténtalo de nuevo.",
    },
    refused: Said {
        title: "No pudimos procesar la solicitud.",
        text: "Carga la página otra vez e inténtalo de nuevo.",
    },
    too_many_attempts: Said {
        title: "Fueron demasiados intentos con este pedido.",
        text: "Espera unos minutos o haz un pedido nuevo.",
    },
    paid: Said {
        title: "¡Listo! Pagaste %",
        text: "Este recibo es tu comprobante.",
    },
    declined: Said {
        title: "Tu banco no aprobó el pago.",
        text: "No se hizo ningún cargo.",
    },
    insufficient_funds: Said {
        title: "La tarjeta no tiene fondos suficientes.",
        text: "Prueba con otra. No se hizo ningún cargo.",
    },
    suspected_fraud: Said {
        title: "Por seguridad no pudimos aprobar este pago.",
        text: "Prueba con otra tarjeta o llama a tu banco. No se hizo ningún cargo.",
    },
    expired_card: Said {
        title: "La tarjeta está vencida.",
        text: "Prueba con otra. No se hizo ningún cargo.",
    },
    invalid_card: Said {
        title: "Los datos de la tarjeta no coinciden.",
        text: "Revisa el número, la fecha y el código, o prueba con otra. No se hizo ningún cargo.",
    },
    bank_says: "Mensaje del banco: %",
    authentication_failed: Said {
        title: "Tu banco no pudo confirmar que eres tú.",
        text: "No se hizo ningún cargo. Puedes intentarlo otra vez o usar otra tarjeta.",
    },
    authentication_refused: Said {
        title: "No confirmaste el pago con tu banco.",
        text: "No se hizo ningún cargo. Puedes intentarlo otra vez o usar otra tarjeta.",
    },
    authentication_error: Said {
        title: "La confirmación de tu banco tuvo una falla.",
        text: "No se hizo ningún cargo. Puedes intentarlo otra vez o usar otra tarjeta.",
    },
    authentication_expired: Said {
        title: "Se acabó el tiempo para confirmar.",
        text: "No se hizo ningún cargo. Puedes intentarlo otra vez.",
    },
    abandoned: Said {
        title: "No se pudo hacer el pago.",
        text: "Revisa los datos de la tarjeta y vuelve a intentarlo. No se hizo ningún cargo.",
    },
    pending: Said {
        title: "Tu pago está en proceso.",
        text: "Te avisamos en cuanto se confirme.",
    },
    order_expired: Said {
        title: "Este pedido venció.",
        text: "Pasó el tiempo para pagarlo. Puedes hacer uno nuevo en la tienda.",
    },
    order_canceled: Said {
        title: "Este pedido se canceló.",
        text: "Puedes hacer uno nuevo en la tienda.",
    },
    partly_refunded: Said {
        title: "Te devolvimos una parte de tu pago.",
        text: "Tu banco decide cuándo la verás en tu tarjeta.",
    },
    refunded: Said {
        title: "Te devolvimos %",
        text: "Tu banco decide cuándo lo verás en tu tarjeta.",
    },
    open: Said {
        title: "Este pedido espera tu pago.",
        text: "Guardamos tu avance: sigue donde te quedaste.",
    },
    another_card: "Probar con otra tarjeta",

    receipt: "Recibo",
    print: "Imprimir",
    order_number: "Pedido",
    paid_at: "Fecha",
    paid_with: "Tarjeta",
    authorization: "Autorización",
    reference: "Referencia",
    paid_by: "A nombre de",

    order: "Pedido",
    no_orders: Said {
        title: "Aún no tienes pedidos",
        text: "Cuando compres algo, aquí verás cada pedido y su recibo.",
    },
    status_open: "Por pagar",
    status_pending: "En proceso",
    status_paid: "Pagado",
    status_expired: "Vencido",
    status_canceled: "Cancelado",
    status_partly_refunded: "Devuelto en parte",
    status_refunded: "Devuelto",

    no_cards: Said {
        title: "Aún no guardas ninguna tarjeta",
        text: "Guarda una y la próxima vez pagas con un toque.",
    },
    add_card: "Agregar tarjeta",
    save_this_card: "Guardar tarjeta",
    make_default: "Hacer predeterminada",
    remove: "Eliminar",
    remove_sure: "Sí, eliminar",
    removing: "Eliminando…",
    cancel: "Cancelar",
    card_removed: "Tarjeta eliminada",
    card_saved: "Tarjeta guardada",

    loading: "Cargando…",
    offline: Said {
        title: "Sin conexión.",
        text: "Guardamos tu avance y seguimos en cuanto vuelvas.",
    },
    unreachable: Said {
        title: "La tienda no responde.",
        text: "Puede ser tu conexión o la nuestra. Tu avance está guardado.",
    },
    trouble: Said {
        title: "Algo falló de nuestro lado.",
        text: "Tu avance está guardado. Inténtalo otra vez en un momento.",
    },
    card_refused: Said {
        title: "No pudimos guardar la tarjeta.",
        text: "Revisa los datos de la tarjeta y vuelve a intentarlo.",
    },
    not_found: Said {
        title: "Aquí no hay nada",
        text: "La dirección está mal escrita, o el pedido es de otra persona o de otro navegador.",
    },
    sandbox: "Tienda de prueba: usa una tarjeta de prueba",
    sandbox_hint: "Cualquier fecha futura y cualquier código sirven. No se mueve dinero.",
    sandbox_outcomes: [
        "Pago aprobado",
        "Pago aprobado, Mastercard",
        "Tu banco pide confirmar: código 1234",
        "Sin fondos suficientes",
        "Rechazada",
    ],
};
